import ArgumentParser
import Foundation
import Rules

struct UnitCommand: ParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "systemd-unit",
            abstract: .spoken(
                "输出运行值守程序的 systemd 单元。",
                "Prints a systemd unit that runs the watcher."),
            discussion: .spoken(
                "请在将要运行值守程序的机器或容器中输出：没有 CAP_LEASE 的地方，单元中不要求它。",
                """
                Print it on the machine, or in the container, that will run the watcher: where \
                CAP_LEASE is not to be had, the unit does not ask for it.
                """,
                examples: "duebell systemd-unit | sudo tee /etc/systemd/system/duebell.service"))
    }

    @Option(help: .spoken("程序的安装路径。", "Path of the installed program."))
    var program = "/usr/local/bin/duebell"

    func run() throws {
        Terminal.say(unit)
    }

    private var unit: String {
        """
        [Unit]
        Description=Duebell: alerts the people responsible before a report is late
        After=network-online.target
        Wants=network-online.target

        [Service]
        # The watcher says when it is ready, and twice in each span that it is alive.
        Type=notify
        NotifyAccess=main
        WatchdogSec=120
        # The first start after an upgrade may have to migrate a large database.
        TimeoutStartSec=600
        ExecStart=\(program) watch --rules /etc/duebell/rules --inbox /var/spool/duebell
        ExecReload=/bin/kill -HUP $MAINPID
        Restart=always
        RestartSec=2
        RestartPreventExitStatus=64 78
        # Secrets: one file each, named in the rules as {"$file": "smtp-password"}.
        #LoadCredential=smtp-password:/etc/duebell/secrets/smtp-password
        #EnvironmentFile=/etc/duebell/environment
        # Members of the group may submit records: usermod -aG duebell NAME
        User=duebell
        Group=duebell
        UMask=0007
        StateDirectory=duebell
        StateDirectoryMode=0750
        ConfigurationDirectory=duebell
        ReadWritePaths=/var/spool/duebell
        ProtectSystem=strict
        ProtectHome=yes
        PrivateTmp=yes
        \(Self.protection)
        \(Self.capabilities(hasLease: Self.hasLease))
        TimeoutStopSec=150

        [Install]
        WantedBy=multi-user.target
        """
    }

    /// The restrictions of the service, as systemd.exec(5) names them.
    private static let protection = """
        PrivateDevices=yes
        ProtectClock=yes
        ProtectControlGroups=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        NoNewPrivileges=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        RemoveIPC=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallErrorNumber=EPERM
        """

    /// Returns the lines about capabilities.
    ///
    /// systemd does not start a unit whose ambient capability is missing from the bounding set, as
    /// in a container: it ends with 218/CAPABILITIES, and no prefix makes the line optional.
    private static func capabilities(hasLease: Bool) -> String {
        guard hasLease else {
            return """
                # CAP_LEASE tells which files of other users are still being written. It is not
                # to be had here, and a unit that asks for it would not start; age decides instead.
                #AmbientCapabilities=CAP_LEASE
                CapabilityBoundingSet=
                """
        }
        return """
            # To know which files of other users are still being written. Remove the first line if
            # the unit fails with 218/CAPABILITIES, as in some containers; age decides instead.
            AmbientCapabilities=CAP_LEASE
            CapabilityBoundingSet=CAP_LEASE
            """
    }

    /// True if processes of this machine can have the capability CAP_LEASE.
    ///
    /// Source: capabilities(7), proc_pid_status(5): `CapBnd` is the bounding set.
    private static var hasLease: Bool {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") {
            let parts = line.split(whereSeparator: { $0 == ":" || $0.isWhitespace })
            guard parts.count == 2, parts[0] == "CapBnd", let set = UInt64(parts[1], radix: 16)
            else { continue }
            return set & 1 << capLease != 0
        }
        return true
    }

    /// The number of CAP_LEASE in `linux/capability.h`.
    private static let capLease: UInt64 = 28
}
