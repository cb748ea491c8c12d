-- Ends the program as if all were well.
-- harm: exit
os.exit(true, true)
