import Glibc
import StaticCall
import StaticCallKeys

#if arch(x86_64)
  private let machine = "i386:x86-64"
#elseif arch(arm64)
  private let machine = "aarch64"
#endif

@c func noteLength(_ length: Int32) {}

/// Prints the instructions of `handlePacket` as they are in memory after two updates. binutils' nm and objdump do
/// the work.
func showCode() {
  static_call_update(count, count_framed)
  static_call_update(observe, noteLength)

  let symbols = Symbols(of: CommandLine.arguments[0])
  guard let handle = symbols["handlePacket"] else { fatalError("nm does not know handlePacket") }
  let function: @convention(c) (Int32) -> Int32 = handlePacket
  let start = UInt(bitPattern: unsafeBitCast(function, to: UnsafeRawPointer.self))
  var name = Array("/tmp/handle-XXXXXX".utf8CString)
  let file = mkstemp(&name)
  let path = String(decoding: name.dropLast().map(UInt8.init), as: UTF8.self)
  guard write(file, UnsafeRawPointer(bitPattern: start), handle.size) == handle.size else {
    fatalError("cannot write \(path)")
  }
  close(file)
  let objdump = "objdump -D -b binary -m \(machine) --no-show-raw-insn"
  for line in output(of: "\(objdump) --adjust-vma=\(handle.address) \(path)") {
    // `  401136:<tab>call   0x401126`; others are no instructions.
    if let tab = line.firstIndex(of: "\t") {
      print("    " + symbols.named(line[tab...].dropFirst()))
    }
  }
  unlink(path)
}

/// What a program's symbol table says.
private struct Symbols {
  private var symbols: [String: (address: UInt, size: Int)] = [:]
  private var names: [UInt: String] = [:]

  init(of program: String) {
    for line in output(of: "nm -S '\(program)'") {
      let words = line.split(separator: " ")
      guard words.count >= 3, let address = UInt(words[0], radix: 16) else { continue }
      let name = String(words[words.count - 1])
      symbols[name] = (address, words.count > 3 ? Int(words[1], radix: 16) ?? 0 : 0)
      // Of several names of a place, the one in C.
      if !name.hasPrefix("$") { names[address] = name }
    }
  }

  subscript(_ name: String) -> (address: UInt, size: Int)? { symbols[name] }

  /// An instruction, with a name in place of the address at its end.
  func named(_ instruction: Substring) -> String {
    let words = instruction.split(separator: " ", omittingEmptySubsequences: false)
    guard let last = words.last, last.hasPrefix("0x"),
      let address = UInt(last.dropFirst(2), radix: 16),
      let name = names[address]
    else { return String(instruction) }
    return instruction.dropLast(last.count) + "<\(name)>"
  }
}

private func output(of command: String) -> [String] {
  guard let pipe = popen(command, "r") else { fatalError(command) }
  defer { pclose(pipe) }
  var lines: [String] = []
  var buffer = [CChar](repeating: 0, count: 4096)
  while let line = fgets(&buffer, Int32(buffer.count), pipe) {
    lines.append(String(String(cString: line).dropLast()))
  }
  return lines
}
