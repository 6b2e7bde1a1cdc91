package io.clustergateway.kernel.ops;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The operations endpoints, in kube-apiserver's form. Safe to call from any thread. */
public final class Ops {
    private static final String METRICS = "/metrics";

    /** Paths served here. */
    public static final Set<String> PATHS = Set.of("/livez", "/readyz", "/healthz", METRICS, "/version", "/configz");

    private static final String TEXT = "text/plain; charset=utf-8";

    private final Readiness readiness;
    private final Metrics metrics;
    private final Map<String, Supplier<JsonObject>> configuration = new ConcurrentSkipListMap<>();
    private final Map<String, Consumer<String>> flags = new ConcurrentSkipListMap<>();
    private volatile boolean shuttingDown;

    /** Endpoints over this replica's state. */
    public Ops(Readiness readiness, Metrics metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    /** From here on {@code /readyz} fails, so that load balancers turn away before the listener does. */
    public void shuttingDown() {
        shuttingDown = true;
    }

    /**
     * Shows a part of the configuration in force at {@code /configz}, as kubelet and kube-scheduler do.
     *
     * @param part name of its member in the answer
     * @param state asked on any thread; its answer must hold no credential and is not changed afterwards
     */
    public void show(String part, Supplier<JsonObject> state) {
        configuration.put(part, state);
    }

    /**
     * Lets a flag be set while running, at {@code /debug/flags/NAME} as of kube-apiserver.
     *
     * @param setter called on any thread; throws IllegalArgumentException with a message for who set it
     */
    public void settable(String flag, Consumer<String> setter) {
        flags.put(flag, setter);
    }

    /** What sets this flag, if anything does. */
    public Optional<Consumer<String>> setter(String flag) {
        return Optional.ofNullable(flags.get(flag));
    }

    /** What {@link #show} shows of a part; empty when nobody shows it. */
    public Optional<JsonObject> shown(String part) {
        return Optional.ofNullable(configuration.get(part)).map(Supplier::get);
    }

    /** Whether the whole process goes down, and not one module to be started again. */
    public boolean isShuttingDown() {
        return shuttingDown;
    }

    /**
     * Answers as {@link #answer(String, Map, boolean, String)} does, for who must not block: metrics are gathered by a worker,
     * because some are read from files of the system; health is told at once, even when all workers are busy.
     */
    public Future<Optional<OpsAnswer>> answer(
            Context context, String path, Map<String, List<String>> query, boolean detailed, String accept) {
        return path.equals(METRICS)
                ? context.executeBlocking(() -> answer(path, query, detailed, accept), false)
                : Future.succeededFuture(answer(path, query, detailed, accept));
    }

    /**
     * Answers one of {@link #PATHS}, or a single check below a health path ({@code /readyz/NAME}).
     *
     * @param query names without values matter: {@code verbose}, {@code exclude=NAME}
     * @param detailed whether reasons are shown; only to whom the operator trusts, since they name members
     * @return empty for any other path
     */
    public Optional<OpsAnswer> answer(String path, Map<String, List<String>> query, boolean detailed) {
        return answer(path, query, detailed, "");
    }

    /**
     * Likewise.
     *
     * @param accept the header, empty for none; {@code /metrics} has another form for who asks for it
     * @return empty for any other path; {@code /metrics} blocks
     */
    public Optional<OpsAnswer> answer(String path, Map<String, List<String>> query, boolean detailed, String accept) {
        if (path.equals(METRICS)) {
            return Optional.of(metrics.scrape(accept));
        }
        if (path.equals("/version")) {
            return Optional.of(
                    new OpsAnswer(200, "application/json", Build.CURRENT.json().encodePrettily() + "\n"));
        }
        if (path.equals("/configz")) {
            JsonObject parts = new JsonObject();
            configuration.forEach((part, state) -> parts.put(part, state.get()));
            return Optional.of(new OpsAnswer(200, "application/json", parts.encodePrettily() + "\n"));
        }
        int slash = path.indexOf('/', 1);
        String endpoint = slash < 0 ? path : path.substring(0, slash);
        return checks(endpoint).flatMap(checks -> {
            if (slash > 0) {
                return single(path.substring(slash + 1), checks, detailed);
            }
            query.getOrDefault("exclude", List.of()).forEach(checks::remove);
            return Optional.of(whole(endpoint.substring(1), checks, query.containsKey("verbose"), detailed));
        });
    }

    private Optional<SortedMap<String, String>> checks(String endpoint) {
        return switch (endpoint) {
            case "/livez", "/healthz" -> Optional.of(new TreeMap<>(Map.of("ping", "")));
            case "/readyz" -> {
                SortedMap<String, String> checks = readiness.conditions();
                checks.put("ping", "");
                checks.put("shutdown", shuttingDown ? "the process is going down" : "");
                yield Optional.of(checks);
            }
            default -> Optional.empty();
        };
    }

    private static Optional<OpsAnswer> single(String name, SortedMap<String, String> checks, boolean detailed) {
        String reason = checks.get(name);
        if (reason == null) {
            return Optional.empty();
        }
        return Optional.of(
                reason.isEmpty()
                        ? new OpsAnswer(200, TEXT, "ok")
                        : new OpsAnswer(500, TEXT, line(name, reason, detailed)));
    }

    private OpsAnswer whole(String endpoint, SortedMap<String, String> checks, boolean verbose, boolean detailed) {
        List<String> failed = checks.entrySet().stream()
                .filter(check -> !check.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (failed.isEmpty() && !verbose) {
            return new OpsAnswer(200, TEXT, "ok");
        }
        List<String> lines = new ArrayList<>();
        checks.forEach((name, reason) -> lines.add(line(name, reason, detailed)));
        if (detailed && endpoint.equals("readyz")) {
            readiness.notes().forEach((name, text) -> lines.add("[i]%s: %s".formatted(name, text)));
            readiness.warnings().forEach((name, text) -> lines.add("[!]%s warning: %s".formatted(name, text)));
        }
        lines.add("%s check %s".formatted(endpoint, failed.isEmpty() ? "passed" : "failed"));
        return new OpsAnswer(
                failed.isEmpty() ? 200 : 500, TEXT, lines.stream().collect(Collectors.joining("\n", "", "\n")));
    }

    private static String line(String name, String reason, boolean detailed) {
        if (reason.isEmpty()) {
            return "[+]%s ok".formatted(name);
        }
        return "[-]%s failed: %s".formatted(name, detailed ? reason : "reason withheld");
    }
}
