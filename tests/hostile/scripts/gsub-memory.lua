-- Every character becomes a long text.
-- harm: memory
return (("x"):rep(100000)):gsub(".", ("y"):rep(100000))
