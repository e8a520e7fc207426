"""Words that reports, errors and messages share: amounts, lists, flaws. Nothing else decides by what they say."""
