-- A capture that is compared with itself at every length.
-- harm: cpu
return (("a"):rep(20000)):find("(.-)(.-)%1b")
