/// What is not for real.
enum Unreal: String, Sendable {
    case drill, test
}
