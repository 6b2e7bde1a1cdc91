package io.clustergateway.registry.exec;

import io.clustergateway.kernel.ops.Readiness;
import io.clustergateway.registry.exec.PluginFault.Status;
import io.clustergateway.registry.secrets.CredentialPlugins.Question;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs allowed plugins on threads of its own, few at a time and in the order asked. */
final class PluginRunner {
    static final String WARNING = "exec-plugin";
    private static final int AT_ONCE = 4;

    private final PluginSettings settings;
    private final WorkerExecutor workers;
    private final MeterRegistry metrics;
    private final Clock clock;
    private final PluginProcess processes = new PluginProcess();

    PluginRunner(Vertx vertx, PluginSettings settings, MeterRegistry metrics, Clock clock) {
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.workers = vertx.createSharedWorkerExecutor(
                WARNING, AT_ONCE, 2 * settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /* As text: a path that only leads to the same file is not the one the operator named. */
    boolean allows(String command) {
        return settings.allowed().contains(command);
    }

    /** Warns of allowed plugins that are not there. */
    Future<Void> check(Readiness readiness) {
        return workers.executeBlocking(
                () -> {
                    readiness.clear(WARNING);
                    List<String> missing = settings.allowed().stream()
                            .filter(path -> !Files.isExecutable(Path.of(path)))
                            .toList();
                    if (!missing.isEmpty()) {
                        readiness.warn(
                                WARNING,
                                "--allow-exec-plugin: %s cannot be executed (expected: executable files)"
                                        .formatted(String.join(", ", missing)));
                    }
                    return null;
                },
                false);
    }

    /** Comes back on the caller's context; fails with a {@link PluginFault}. */
    Future<ExecAnswer> run(ExecConfig config, Question question) {
        List<String> command = new ArrayList<>(List.of(config.command()));
        command.addAll(config.args());
        Map<String, String> env = new HashMap<>(config.env());
        env.put("KUBERNETES_EXEC_INFO", ExecInfo.of(config, question));
        return workers.executeBlocking(
                        () -> ExecAnswer.read(
                                processes.run(command, env, settings.timeout()), config.apiVersion(), clock.instant()),
                        false)
                .onComplete(done -> count(done.cause()));
    }

    Future<Void> close() {
        processes.close();
        return workers.close();
    }

    private void count(Throwable cause) {
        Status status = cause == null ? Status.NO_ERROR : Status.CLIENT_INTERNAL_ERROR;
        if (cause instanceof PluginFault fault) {
            status = fault.status();
        }
        Counter.builder("cluster_gateway_exec_plugin_calls_total")
                .description("Runs of credential plugins, by how they ended; statuses as in client-go.")
                .tag("call_status", status.toString())
                .register(metrics)
                .increment();
    }
}
