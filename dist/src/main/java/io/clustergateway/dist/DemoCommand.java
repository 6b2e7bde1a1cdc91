package io.clustergateway.dist;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cluster-gateway demo}. */
@Command(
        name = "demo",
        description = "Run a pocket hub, two pocket members and the gateway between them in this process, on loopback.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--kubeconfig-out",
            paramLabel = "<file>",
            defaultValue = "demo.kubeconfig",
            description =
                    "Where to write the kubeconfig with the contexts hub, alpha and beta (default: ${DEFAULT-VALUE}).")
    private Path kubeconfig = Path.of("demo.kubeconfig");

    @Option(names = "--once", description = "Exit after the gateway has proved itself by one request to each member.")
    private boolean once;

    @Override
    public Integer call() {
        AtomicReference<Demo> demo = new AtomicReference<>();
        Running.start(vertx -> prepare(vertx, demo), () -> demo.get().deleteFiles());
        demo.get().attach();
        return present(demo.get());
    }

    private static Gateway prepare(Vertx vertx, AtomicReference<Demo> prepared) {
        prepared.set(Demo.prepare(vertx));
        return prepared.get().gateway();
    }

    private int present(Demo demo) {
        demo.prove().forEach(this::say);
        demo.writeKubeconfig(kubeconfig);
        say("The kubeconfig is in %s. Try:".formatted(kubeconfig));
        say("");
        demo.suggestions(kubeconfig).forEach(line -> say("    " + line));
        say("");
        if (once) {
            return 0;
        }
        say("The status page is %s, its token %s".formatted(demo.statusPage(), demo.statusToken()));
        say("Press Ctrl-C to end the demo.");
        return Running.IN_BACKGROUND;
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
