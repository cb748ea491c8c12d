-- Removes a file.
-- harm: gone victim
os.remove("victim")
