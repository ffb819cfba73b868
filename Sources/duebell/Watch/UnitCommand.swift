import ArgumentParser
import Rules

struct UnitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "systemd-unit",
        abstract: "Prints a systemd unit that runs the watcher.",
        discussion: "Example: duebell systemd-unit | sudo tee /etc/systemd/system/duebell.service")

    @Option(help: "Path of the installed program.")
    var program = "/usr/local/bin/duebell"

    func run() throws {
        Terminal.say(
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
            # To know which files of other users are still being written.
            AmbientCapabilities=CAP_LEASE
            CapabilityBoundingSet=CAP_LEASE
            TimeoutStopSec=150

            [Install]
            WantedBy=multi-user.target
            """)
    }
}
