import CStaticCallKeys
import Glibc
import StaticCall
import StaticCallKeys

#if arch(x86_64)
  private let machine = "i386:x86-64"
#elseif arch(arm64)
  private let machine = "aarch64"
#endif

/// Prints the instructions of `handle` as they are in memory, by way of binutils' objdump.
func showCode() {
  let function: @convention(c) (Int32) -> Int32 = handle
  let address = UInt(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self))
  var name = Array("/tmp/handle-XXXXXX".utf8CString)
  let file = mkstemp(&name)
  let path = String(cString: name)
  // Enough for it; what is behind its end is not printed.
  guard write(file, UnsafeRawPointer(bitPattern: address), 128) == 128 else { fatalError("write") }
  close(file)
  let objdump = "objdump -D -b binary -m \(machine) --no-show-raw-insn"
  guard let output = popen("\(objdump) --adjust-vma=\(address) \(path)", "r") else { fatalError("popen") }
  var line = [CChar](repeating: 0, count: 256)
  while fgets(&line, Int32(line.count), output) != nil {
    guard let code = String(cString: line).split(separator: "\t").dropFirst().first else { continue }
    print("    \(named(code.trimmingSuffix(while: \.isWhitespace)))")
    if code.hasPrefix("ret") { break }
  }
  pclose(output)
  unlink(path)
}

/// An instruction with the name of the function that it leads to.
private func named(_ code: Substring) -> String {
  guard let start = code.range(of: "0x")?.lowerBound else { return String(code) }
  let digits = code[start...].dropFirst(2).prefix(while: \.isHexDigit)
  let names = [("count_plain", STATIC_CALL_QUERY(count)), ]
  return String(code)
}
