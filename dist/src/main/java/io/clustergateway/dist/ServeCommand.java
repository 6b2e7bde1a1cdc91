package io.clustergateway.dist;

import io.clustergateway.dist.logs.Logs;
import io.clustergateway.kernel.config.SettingsLoader;
import io.clustergateway.kernel.ops.Build;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway serve}. */
@Command(
        name = "serve",
        description = "Serve the gateway. Needs a hub (a pod in it, or --kubeconfig) or, without one, --clusters-from.",
        customSynopsis = "cluster-gateway serve [flags]",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(ServeCommand.class);

    private final ServeFlags flags = new ServeFlags();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "<file>",
            description = "YAML file of the configuration; flags win over it.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--feature-gates",
            split = ",",
            paramLabel = "NAME=true|false",
            description = "ClientIdentityPenetration (default false) passes the caller's identity to the member;"
                    + " HealthinessCheck (default false) refuses requests to unhealthy members at once;"
                    + " SecretCache, OCMClusterCache and APIPriorityAndFairness are accepted.")
    private List<String> featureGates = new ArrayList<>();

    @Option(
            names = {"-v", "--v"},
            paramLabel = "<level>",
            description = "Verbosity as klog's, 0-10; 4 and more is debug, 6 and more trace. --log-level wins.")
    private Optional<String> verbosity = Optional.empty();

    /** The command with every flag of the table. */
    static CommandSpec spec() {
        ServeCommand command = new ServeCommand();
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        command.flags.addTo(spec);
        return spec;
    }

    @Override
    public Integer call() {
        ServeFlags.Parsed parsed = flags.parsed(spec.commandLine().getParseResult());
        if ("json".equals(parsed.values().get("logging.format"))) {
            Logs.asJson();
        }
        parsed.ignored().forEach(reason -> log.warn("flag has no effect {}", reason));
        Map<String, Object> values = new HashMap<>(parsed.values());
        Map<String, String> origins = new HashMap<>(parsed.origins());
        applyGates(values, origins);
        verbosity.ifPresent(level -> {
            values.put("logging.verbosity", level);
            origins.put("logging.verbosity", "-v");
        });
        announce(Running.start(vertx -> gateway(vertx, values, origins), () -> {}));
        return Running.IN_BACKGROUND;
    }

    private Gateway gateway(Vertx vertx, Map<String, Object> values, Map<String, String> origins) {
        JsonObject tree = SettingsLoader.load(vertx, config, values).await();
        return new Gateway(vertx, tree, flags.named(tree, origins), config, values);
    }

    private static void announce(Gateway gateway) {
        log.info("serving version={} securePort={}", Build.CURRENT.version(), gateway.securePort());
    }

    private void applyGates(Map<String, Object> values, Map<String, String> origins) {
        Map<String, Boolean> gates = FeatureGates.parse(featureGates);
        if (gates.containsKey(FeatureGates.IDENTITY_PASSING)) {
            values.put("identity.passing", gates.get(FeatureGates.IDENTITY_PASSING));
            origins.put("identity.passing", "--feature-gates");
        }
        if (gates.containsKey(FeatureGates.HEALTHINESS)) {
            values.put("forwarder.refuseUnhealthy", gates.get(FeatureGates.HEALTHINESS));
            origins.put("forwarder.refuseUnhealthy", "--feature-gates");
        }
    }
}
