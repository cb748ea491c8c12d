-- Code from a string.
-- harm: file pwned
load("local f = io.open('pwned', 'w') f:write('x') f:close()")()
