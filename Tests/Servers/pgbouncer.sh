# Runs pgbouncer in transaction mode on a socket in a folder until standard input ends.
#   pgbouncer.sh FOLDER SERVER_FOLDER
set -eu
folder=$1
trap '' INT TERM
# Debian's place for it, which the path of an ordinary user lacks.
PATH=$PATH:/usr/sbin
cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=$2 user=duebell
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = $folder
auth_type = any
pool_mode = transaction
default_pool_size = 2
INI
pgbouncer -q "$folder/pgbouncer.ini" 2>"$folder/log" &
pid=$!
while [ ! -S "$folder/.s.PGSQL.6432" ]; do
  kill -0 $pid || exit 1
  sleep 0.05
done
printf ready
exec >/dev/null
cat >/dev/null || true
kill -9 $pid
