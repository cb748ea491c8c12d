-- Nested greedy repetitions.
-- harm: cpu
return (("a"):rep(5000)):match("a*a*a*a*b")
