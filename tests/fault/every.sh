# Every write, sync, rename, opening, folder and removal of a build fails once, or the program is killed there: what is
# left is the old tree or the new one, and the next build completes the new one.
exec python3 "$GK_ROOT/tests/fault/every.py"
