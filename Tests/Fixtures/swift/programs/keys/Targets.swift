// A default from another file, and targets.
@c func halve(_ n: Double) -> Double { n / 2 }
@c func third(_ n: Double) -> Double { n / 3 }
@c func weigh_less(_ item: item) -> Int32 { item.weight - Int32(String(cString: item.name).utf8.count) }
