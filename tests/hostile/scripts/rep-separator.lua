-- The separator is the bomb.
-- harm: memory
return ("x"):rep(10000, ("y"):rep(100000))
