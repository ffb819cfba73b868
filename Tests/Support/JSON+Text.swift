package import JSON

/// Reads a JSON text.
@discardableResult
package func json(_ text: String) throws -> JSON {
    try JSONReader.read([UInt8](text.utf8))
}
