# Runs a PostgreSQL server in a folder until standard input ends, then stops it and empties the folder.
#   postgresql.sh BIN FOLDER [-c SETTING]...
set -eu
bin=$1 folder=$2
shift 2
trap '' INT TERM
"$bin/initdb" -N -A trust -U duebell -E UTF8 --locale=C.UTF-8 -D "$folder/data" >"$folder/log" 2>&1
printf "unix_socket_directories = '%s'\n" "$folder" >>"$folder/data/postgresql.conf"
while [ $# -gt 1 ]; do
  printf "%s = '%s'\n" "${2%%=*}" "${2#*=}" >>"$folder/data/postgresql.conf"
  shift 2
done
"$bin/pg_ctl" -w -s -D "$folder/data" -l "$folder/log" start >/dev/null </dev/null
printf ready
exec >/dev/null
cat >/dev/null || true
"$bin/pg_ctl" -w -s -m immediate -D "$folder/data" stop >/dev/null 2>&1 || true
rm -rf "$folder/data"
