-- An iterator with nested repetitions.
-- harm: cpu
for word in (("a"):rep(5000)):gmatch("%w-%w-%w-%w-b") do return word end
