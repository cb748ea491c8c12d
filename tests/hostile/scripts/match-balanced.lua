-- %b that is looked for at every place.
-- harm: cpu
return (("("):rep(400000)):match("%b()")
