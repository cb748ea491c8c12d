-- Moves a file away.
-- harm: gone victim
os.rename("victim", "elsewhere")
