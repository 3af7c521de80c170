import Calls

public func others(_ n: Int32) -> [Int32] { [inlined(n), inlined(n &+ 1)].map { __SCT__one($0) } }

public let address: @convention(c) (Int32) -> Int32 = __SCT__one
