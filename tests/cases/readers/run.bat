@echo off
set BPX_KEY={{ a.key }}
set "BPX_SECRET={{ a.secret }}"
