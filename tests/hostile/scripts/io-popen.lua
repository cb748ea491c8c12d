-- Runs a program.
-- harm: file pwned
io.popen("touch pwned"):close()
