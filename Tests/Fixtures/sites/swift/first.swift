import Calls

public func call(_ n: Int32) -> Int32 { __SCT__one(n) &+ 1 }

public func tail(_ n: Int32) { if n > 0 { __SCT__two() } }

@inline(__always) func inlined(_ n: Int32) -> Int32 { __SCT__one(n) &* 3 }

public struct Sum {
  public var value: Int32
  public mutating func add(_ numbers: [Int32]) {
    for number in numbers { value &+= inlined(number) }
  }
}
