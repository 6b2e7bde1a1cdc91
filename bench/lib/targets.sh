# What is measured: origin, haproxy and gateway, started and checked. Sourced by bench/run.

readonly pods='/api/v1/namespaces/default/pods?limit=500'
readonly through='/apis/cluster.core.oam.dev/v1alpha1/clustergateways/bench/proxy'

random_token() { openssl rand -hex 24; }

make_certificates() {
  local log=$work/openssl.log
  {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=bench-ca \
      -keyout "$work/ca.key" -out "$work/ca.crt"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost \
      -keyout "$work/server.key" -out "$work/server.csr"
    printf '%s\n' subjectAltName=DNS:localhost,IP:127.0.0.1 extendedKeyUsage=serverAuth \
      keyUsage=critical,digitalSignature basicConstraints=critical,CA:FALSE >"$work/server.ext"
    openssl x509 -req -in "$work/server.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
      -extfile "$work/server.ext" -out "$work/server.crt"
  } >"$log" 2>&1 || { tail -n 5 "$log" >&2; die "openssl made no certificates"; }
  cat "$work/server.crt" "$work/server.key" >"$work/haproxy.pem"
}

# The load tools offer one cipher, so that no leg of any target is dearer than another's.
write_client_tls() {
  cat >"$work/client-tls.cnf" <<END
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = tls
[tls]
Ciphersuites = TLS_AES_128_GCM_SHA256
MinProtocol = TLSv1.3
END
}

fill_in() { # TEMPLATE
  sed -e "s|@WORK@|$work|g" -e "s|@ORIGIN_PORT@|$origin_port|g" -e "s|@MEMBER_PORT@|$member_port|g" \
    -e "s|@HAPROXY_PORT@|$haproxy_port|g" -e "s|@MEMBER_TOKEN@|$member_token|g" "$bench/$1"
}

base64_line() { base64 | tr -d '\n'; }

write_member() {
  mkdir "$work/clusters"
  cat >"$work/clusters/bench.yaml" <<END
apiVersion: v1
kind: Secret
metadata:
  name: bench
  namespace: vela-system
  labels:
    cluster.core.oam.dev/cluster-credential-type: ServiceAccountToken
    cluster.core.oam.dev/cluster-endpoint-type: Const
type: Opaque
data:
  endpoint: $(printf 'https://127.0.0.1:%s' "$member_port" | base64_line)
  ca.crt: $(base64_line <"$work/ca.crt")
  token: $(printf '%s' "$member_token" | base64_line)
END
}

write_files() {
  member_token=$(random_token) caller_token=$(random_token)
  mkdir -p "$work/www/api/v1/namespaces/default" "$work/temporary" "$work/gateway-certificates"
  cp "$bench/pods.json" "$work/www/api/v1/namespaces/default/pods"
  fill_in nginx.conf.in >"$work/nginx.conf"
  fill_in haproxy.cfg.in >"$work/haproxy.cfg"
  printf '%s,bench-caller,bench-uid,"bench-group"\n' "$caller_token" >"$work/tokens.csv"
  write_client_tls
  write_member
}

# ---- asking ----

url_of() { # TARGET
  case $1 in
    origin) echo "https://127.0.0.1:$origin_port$pods" ;;
    haproxy) echo "https://127.0.0.1:$haproxy_port$pods" ;;
    gateway) echo "https://127.0.0.1:$gateway_port$through$pods" ;;
  esac
}

# Prints the status code (000: no answer); the body is in $work/body.
ask() { # CURL ARGUMENTS
  curl --silent --cacert "$work/ca.crt" --noproxy '*' --connect-timeout 2 --max-time 10 --output "$work/body" --write-out '%{http_code}' "$@" || true
}

gives_the_body() { # TARGET CURL ARGUMENTS: the right status and every byte
  local target=$1
  shift
  rm -f "$work/body"
  code=$(ask -H "Authorization: Bearer $caller_token" "$@" "$(url_of "$target")")
  [[ $code == 200 ]] && cmp -s "$work/body" "$bench/pods.json"
}

await_body() { # TARGET SECONDS
  local port end
  port=$(url_of "$1") port=${port#https://127.0.0.1:} port=${port%%/*}
  end=$(($(now) + $2 * 1000000))
  until { : <>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null && gives_the_body "$1"; do
    alive "$1" || explain "$1" "ended before it served"
    [[ $(now) -lt $end ]] || explain "$1" "did not serve the body within $2 s (last answer: ${code:-none})"
    sleep 0.01
  done
}

explain() { # TARGET WHAT
  tail -n 20 "$work/$1.log" >&2 || true
  [[ -z ${code:-} || $code == 000 ]] || { head -c 1000 "$work/body" >&2; echo >&2; }
  die "$1 $2 (its last lines are above)"
}

# ---- starting ----

start_origin() {
  spawn origin nginx -e stderr -p "$work" -c "$work/nginx.conf"
  await_body origin 10
}

start_haproxy() {
  spawn haproxy haproxy -db -f "$work/haproxy.cfg"
  await_body haproxy 10
}

# A copy of launcher and jar, so that the flags are the launcher's and no change of source can slip into a run.
freeze_gateway() {
  local from=${jar:-$home/dist/target/cluster-gateway.jar}
  [[ -n $jar ]] || "$home/cluster-gateway" version >"$work/version.log" || die "./cluster-gateway version failed (mend: see above)"
  [[ -f $from ]] || die "no jar at $from (expected: the runnable jar)"
  mkdir -p "$work/frozen/dist/target"
  cp "$home/cluster-gateway" "$work/frozen/"
  cp "$from" "$work/frozen/dist/target/cluster-gateway.jar"
  "$work/frozen/cluster-gateway" version >"$work/version.log" || die "the gateway's jar does not run (see above)"
}

start_gateway() { # sets start_ms, from the command to the first proxied answer read whole
  local from
  from=$(now)
  spawn gateway "$work/frozen/cluster-gateway" serve --clusters-from "$work/clusters" \
    --bind-address 127.0.0.1 --secure-port "$gateway_port" --management-port "$management_port" \
    --tls-cert-file "$work/server.crt" --tls-private-key-file "$work/server.key" --cert-dir "$work/gateway-certificates" \
    --allow-loopback-members --client-ca-file "$work/ca.crt" --token-auth-file "$work/tokens.csv"
  await_body gateway 60
  start_ms=$((($(now) - from) / 1000))
}

# ---- checking ----

check_bodies() {
  local target protocol
  for target in "${targets[@]}"; do
    for protocol in http1.1 http2; do
      gives_the_body "$target" "--$protocol" || explain "$target" "gives another body over $protocol (status $code, expected: 200 and the $(wc -c <"$bench/pods.json") bytes of pods.json)"
    done
  done
}

# The gateway is measured with its checks on, or not at all.
check_the_checks() {
  local url=https://127.0.0.1:$gateway_port$through token="Authorization: Bearer $caller_token"
  refused "without a token" "$url$pods"
  refused "with a foreign token" -H "Authorization: Bearer $(random_token)" "$url$pods"
  code=$(ask -H "$token" -H 'X-Remote-User: smuggled' -H 'X-Forwarded-For: smuggled' -H 'Cookie: smuggled=1' \
    -H 'Proxy-Authorization: smuggled' "$url/seen")
  [[ $code == 200 && $(<"$work/body") == 'bench-caller|'*'||||' ]] \
    || explain gateway "let headers of the caller's through (status $code; expected: the member sees bench-caller and none of them)"
  code=$(ask -H "$token" -H 'Impersonate-User: smuggled' "$url/seen")
  ! grep -q smuggled "$work/body" || explain gateway "let the caller's Impersonate-User through"
}

refused() { # HOW CURL ARGUMENTS
  local how=$1
  shift
  code=$(ask "$@")
  [[ $code == 401 ]] || explain gateway "answers $code $how (expected: 401)"
}
