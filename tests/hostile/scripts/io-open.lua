-- Writes a file.
-- harm: file pwned
local f = io.open("pwned", "w")
f:write("x")
f:close()
