-- Nothing, very often.
-- harm: cpu
return ("").rep("", 1000000000000000000 // 1 | 0)
