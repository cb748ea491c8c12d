-- What require asks.
-- harm: output done
package.searchers[2] = function() return function() print("done") end end
require("anything")
