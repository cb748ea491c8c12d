-- Runs a program.
-- harm: file pwned
os.execute("touch pwned")
