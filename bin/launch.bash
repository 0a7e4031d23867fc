# What ./quickstart and ./jaycache have in common, who source it. They say:
#   program   their name, for messages
#   module    the module whose main class they start
#   modules   that one and those it needs
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

fail() {
  printf '%s: %s\n' "$program" "$1" >&2
  exit "${2:-1}"
}

check_java() {
  local version major
  command -v "$java" >/dev/null || fail "no java found; it needs Java 17 or newer"
  version=$("$java" -XshowSettings:properties -version 2>&1 |
    sed -n 's/^ *java\.specification\.version = //p')
  major=${version%%.*}
  [ "${major:-0}" -ge 17 ] || fail "needs Java 17 or newer; $java is ${version:-unknown}"
}

is_built() {
  [ -s "$classpath" ] && grep -qF "$root/jcache-core/" "$classpath" &&
    [ -z "$(find "$root/pom.xml" "${modules[@]/#/$root/}" -path '*/target' -prune -o \
      -path '*/src/test' -prune -o -type f -newer "$classpath" -print -quit)" ]
}

build() {
  local log start=$SECONDS
  command -v mvn >/dev/null || fail "no mvn found; it needs Maven 3.8.1 or newer"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  printf 'building (the first time Maven downloads what it needs) ...\n' >&2
  if ! mvn -q -B -Dquick -f "$root/pom.xml" -pl "$(IFS=,; echo "${modules[*]}")" \
    process-classes >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    fail "the build failed"
  fi
  touch "$classpath"
  printf 'built in %d s\n\n' $((SECONDS - start)) >&2
}

# Builds what is not built, and becomes the program: launch <main class> <arguments>
launch() {
  classpath=$root/$module/target/quick/classpath.txt
  is_built || { check_java && build; }
  exec "$java" ${java_options[@]+"${java_options[@]}"} \
    -cp "$root/$module/target/quick/classes:$(cat "$classpath")" "$@"
}
