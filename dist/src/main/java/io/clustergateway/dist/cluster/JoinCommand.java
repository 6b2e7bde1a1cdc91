package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.kernel.StartFault;
import io.clustergateway.kernel.config.GoDuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway join}. */
@Command(
        name = "join",
        sortOptions = false,
        description = {
            "Make a cluster a member: try everything its requests will need, then write its Secret into the hub. May be run"
                    + " again: what is there already is brought up to date.",
            "",
            "Endpoint, CA, proxy and server name are those of the member's kubeconfig; so is the credential, unless"
                    + " --service-account makes one at the member. Exit codes: 0, and 1 when anything failed.",
            ""
        })
public final class JoinCommand implements Callable<Integer> {
    private static final Duration SHORTEST = Duration.ofMinutes(10);

    @Parameters(paramLabel = "NAME", description = "Name of the member at the hub.")
    private String name = "";

    @Mixin
    private MemberFlags member = new MemberFlags();

    @Option(
            names = "--service-account",
            description =
                    "Make a ServiceAccount at the member, with the least rights that passing identities needs, and use"
                            + " its token. The kubeconfig's own user is used for that alone.")
    private boolean serviceAccount;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description =
                    "With --service-account: rules of the gateway, by which its rights to impersonate are narrowed; may be"
                            + " given again. Without rules it may impersonate anybody.")
    private List<String> rules = List.of();

    @Option(
            names = "--cluster-role",
            paramLabel = "NAME",
            description =
                    "With --service-account: bind the account to this ClusterRole of the member, such as view, instead of"
                            + " rights to impersonate; for gateways that do not pass identities.")
    private Optional<String> clusterRole = Optional.empty();

    @Option(
            names = "--member-namespace",
            paramLabel = "NAMESPACE",
            description = "With --service-account: where it is made at the member. Default: ${DEFAULT-VALUE}.",
            defaultValue = "cluster-gateway")
    private String memberNamespace = "cluster-gateway";

    @Option(
            names = "--token-expiry",
            paramLabel = "DURATION",
            description = "With --service-account: how long its token is good. The member may give less. Default:"
                    + " ${DEFAULT-VALUE}, a year.",
            defaultValue = "8760h")
    private String tokenExpiry = "8760h";

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "Where the gateway reaches the member, when it is not the kubeconfig's server.")
    private Optional<String> endpoint = Optional.empty();

    @Option(
            names = "--cluster-proxy",
            description =
                    "The gateway reaches the member through the cluster proxy; it is tried by the kubeconfig's server.")
    private boolean clusterProxy;

    @Option(
            names = "--allow-insecure",
            description =
                    "Take a kubeconfig with insecure-skip-tls-verify: the member's certificate is never verified.")
    private boolean allowInsecure;

    @Option(names = "--labels", split = ",", paramLabel = "KEY=VALUE", description = "Labels of the member.")
    private Map<String, String> labels = Map.of();

    @Option(names = "--alias", paramLabel = "NAME", description = "Alias of the member.")
    private Optional<String> alias = Optional.empty();

    @Option(names = "--provider", paramLabel = "NAME", description = "Provider of the member.")
    private Optional<String> provider = Optional.empty();

    @Option(names = "--overwrite", description = "Replace a member of this name that is another cluster.")
    private boolean overwrite;

    @Mixin
    private ChangeFlags change = new ChangeFlags();

    @Mixin
    private BesideMemberFlags hubFlags = new BesideMemberFlags();

    @Override
    public Integer call() {
        KubeContext context = member.read()
                .orElseThrow(() -> new StartFault("--kubeconfig: not given (expected: the member's kubeconfig)"));
        refuseStrayFlags();
        try (Hub hub = hubFlags.open()) {
            new Join(hub, wish(context), change).run();
        }
        return 0;
    }

    private Join.Wish wish(KubeContext context) {
        Optional<Join.Account> account = serviceAccount
                ? Optional.of(new Join.Account(memberNamespace, rules, clusterRole, expiry()))
                : Optional.empty();
        MemberDraft draft =
                new MemberDraft(name, context, endpoint, clusterProxy, allowInsecure, labels, alias, provider);
        return new Join.Wish(draft, account, overwrite);
    }

    private Duration expiry() {
        Duration expiry;
        try {
            expiry = GoDuration.parse(tokenExpiry);
        } catch (IllegalArgumentException e) {
            throw new StartFault("--token-expiry: %s (expected: a duration as 720h)".formatted(tokenExpiry), e);
        }
        if (expiry.compareTo(SHORTEST) < 0) {
            throw new StartFault("--token-expiry: %s (expected: 10m or longer)".formatted(tokenExpiry));
        }
        return expiry;
    }

    private void refuseStrayFlags() {
        if (!serviceAccount && (!rules.isEmpty() || clusterRole.isPresent())) {
            throw new StartFault("%s: without --service-account (expected: both or none)"
                    .formatted(rules.isEmpty() ? "--cluster-role" : "--rules"));
        }
        if (!rules.isEmpty() && clusterRole.isPresent()) {
            throw new StartFault("--cluster-role: beside --rules (expected: one of them)");
        }
    }
}
