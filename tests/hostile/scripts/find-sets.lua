-- Long sets with nested repetitions.
-- harm: cpu
return (("a"):rep(5000)):find("[bcdefga]-[bcdefga]-[bcdefga]-[bcdefg]")
