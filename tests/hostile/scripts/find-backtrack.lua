-- Nested lazy repetitions in a search.
-- harm: cpu
return (("a"):rep(10000)):find(".-.-.-.-b")
