-- A string of a thousand million.
-- harm: memory
return ("x"):rep(1000000000)
