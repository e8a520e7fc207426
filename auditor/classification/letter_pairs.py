"""How often each letter follows another in words of five languages: a table, because to count takes 60 ms in each process.

The words are the BIP39 lists in English, Spanish, French, Italian and Portuguese, without accents. A pair in an English word
counts three times. A test counts again.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import product
from string import ascii_lowercase

_COUNTS = """\
  0 259 437 509  15  96 336   8 266  37  31 927 332 879  12 242  21 1472 430 719 194 177  51  39  82  95
308  34   1   3 235   0   0   0 208   9   0 205   4   0 253   0   0 265  36  10 152   5   3   0   7   0
694   0 105   0 524   0   0 426 318   0 112 187   0   6 643   0   5 226   7 225 203   0   0   0  21   0
321   0   0  47 688   0  28   1 380   7   0  30   7   9 508   0   1 115   0   3 127   9   3   0  29   0
323  89 332 212 107 113 184  15 158  47   9 534 302 973  70 131  31 1662 550 487 157 152  27 168  56  66
241   0   0   0 187 106   0   0 233   0   0 110   0   0 204   0   0 128   0  34  93   0   0   0  18   0
357   0   0   3 464   0  42  63 207   0   0 104   9  71 204   0   0 207   0   4 162   0   0   0  20   0
282   0   0   0 265   0   0   0 175   0   0   4   7   1 243   0   0  26   0  43  90   0   0   0  20   0
365 105 523 324 318 145 249   0   0  10  12 460 278 998 443 106  48 551 479 521  28 214   3  40   0  71
 85   0   0   0  70   0   0   0   7   0   0   0   0   0  86   0   0   0   0   0  72   0   0   0   0   0
 10   0   0   0 106   0   0   0  58   0   0   9   0  15   1   0   0   0   0   0   3   0   3   0   3   0
710  19  40  78 918  25  25  69 509   0  18 331  48   6 530  34   1   3  34 133 211  46   3   0  56   8
571 175   0   0 488   3   0   0 329   0   0   0  55  19 369 181   0   0   3   0 132   0   0   0  22   0
464   1 264 342 567  64 259  67 295  27  42  16   5  97 472   3  11  19 147 571 119  50   3   8  30  49
 71 147 227 144  43  62 138   6 126  18  27 490 274 881 126 155  16 882 326 295 305 131 114  26  53  31
419   3   3   3 403   0   3  54 292   0   6 162   0   4 336  76   0 281  17  60 142   0   0   0  20   0
  0   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0   0 240   0   0   0   0   0
1035  75 115 182 1430  27 106   3 787   6  27  31 131 119 777  46  13 207  85 254 228  55   3   0 129  17
380  19 218   6 613  41  15 141 364   0  43  51  64  23 487 203  30   2 315 641 249  15  36   0  28   0
764   1  33   3 924   0   0 176 546   0   0  28   2   8 901   3   0 439   3 202 274   0  27   0  84   0
137  97 138 122 299  44 107   1 185  12   0 274 204 310  25 133   6 530 330 267   3  34   0  44   8  22
274   0   0   0 504   0   0   0 309   0   0   0   0   0 216   0   0  20   0   0  17   7   0   0   3   0
 97   0   0   6  72   3   0  24  75   0   6   3   0  33  42   0   0  18   6   0   0   0   0   0   0   0
 34   0  24   0  42   0   0   8  56   0   0   0   0   0  20  32   1   0   0  30   8   0   0   0   9   0
 26   3  13   3  45   0   6   0   0   0   0   7  24   7  30  11   0  15  31   8   3   0   0   0   0   0
123   0   2   0  65   0   1   0  46   0   0   4   1   1  76   0   0   0   0   0  14   0   0   0  10  55
"""
"""A row for each first letter, a column for each second one."""


@cache
def likelihoods() -> dict[str, float]:
    """Returns for each pair of small letters the natural logarithm of how much likelier it is in words than by chance."""
    counts = list(map(int, _COUNTS.split()))
    expected = sum(counts) / len(counts)
    pairs = map("".join, product(ascii_lowercase, repeat=2))
    return {pair: math.log((count + 0.5) / (expected + 0.5)) for pair, count in zip(pairs, counts, strict=True)}
