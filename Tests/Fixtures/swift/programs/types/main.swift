import StaticCall

func run() {
  let large = static_call(grown)(large(values: (1, 2, 3, 4, 5, 6)), 10)  // expect-site: grown
  print("large", large.values)
  print("color", static_call(turned)(GREEN, BLUE) == RED)  // expect-site: turned
  let handle = static_call(opened)()  // expect-site: opened
  print("handle", static_call(used)(handle, [1, 2, 3] as [UInt8], 3))  // expect-site: used
  print("handle", static_call(used)(handle, "text", 4), static_call(used)(handle, nil, 0))  // expect-site: used, used
  print("mixed", static_call(mixed)(0.5, 1, 2, -3, 4, 5, true, 6, 7, 8, 9))  // expect-site: mixed
  print("union", static_call(whole)(number(real: 1)) == 0x3ff0_0000_0000_0000)  // expect-site: whole
  var bytes = [UInt8](repeating: 0, count: 3)
  static_call(filled)(&bytes, bytes.count)  // expect-site: filled
  print("bytes", bytes)
  withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2) { buffer in
    static_call(filled)(buffer.baseAddress, buffer.count)  // expect-site: filled
    print("buffer", Array(buffer))
  }
}

run()
static_call_update(used) { handle, bytes, size in handle == nil ? 0 : Int32(size) }
print("handle", static_call(used)(nil, nil, 5), static_call(used)(static_call(opened)(), nil, 6))  // expect-site: used, used, opened
static_call(finished)(0)  // expect-site: finished
