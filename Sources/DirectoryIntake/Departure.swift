internal import Files

/// The way of one file out of the inbox, after a check that the file is the one that was read.
///
/// A producer may replace the file by another of the same name at any moment. The file is therefore
/// first given a name of its own, hidden from producers, and then compared with what was read.
struct Departure {
    /// The outcome for the file.
    enum Outcome {
        case moved
        /// The file was copied or removed, and has no name any more.
        case unnamed
        /// Another file had taken the name; it is read under the hidden name.
        case replaced
    }

    let folder: Directory
    let file: InboxFile
    let stamp: FileStamp

    /// Moves the file, or removes it without a target.
    func take(to target: (folder: Directory, name: FileName)?) throws(FileError) -> Outcome {
        let name = file.place == .folder ? freeName() : file.name
        do throws(FileError) {
            if name != file.name { try folder.rename(file.name, to: folder, as: name) }
        } catch {
            if error.isAbsence { return .replaced }
            throw error
        }
        guard folder.stamp(of: name)?.mark == stamp.mark else { return .replaced }
        do throws(FileError) {
            if let target {
                let isMoved = try folder.move(name, to: target.folder, as: target.name)
                return isMoved ? .moved : .unnamed
            }
            try folder.remove(name)
            return .unnamed
        } catch {
            // A name that is taken meanwhile stays, and the file keeps its hidden one.
            if name != file.name { try? folder.restore(name, as: file.name) }
            throw error
        }
    }

    /// Returns a leaving name that no file has: one that was replaced before may still be unread.
    private func freeName() -> FileName {
        if file.isLeaving { return file.name }
        var number = 0
        while folder.holds(file.leavingName(number)) { number += 1 }
        return file.leavingName(number)
    }
}
