package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.member.MemberSecret;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code cluster-gateway rename}. */
@Command(
        name = "rename",
        sortOptions = false,
        description = {
            "Give a member another name: its Secret is written under the new one, then the old one is deleted. Streams under"
                    + " the old name end. Exit codes: 0, and 1 when anything failed.",
            ""
        })
public final class RenameCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "OLD", description = "The member.")
    private String old = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "Its new name.")
    private String wanted = "";

    @Mixin
    private ChangeFlags change = new ChangeFlags();

    @Mixin
    private HubFlags hubFlags = new HubFlags();

    @Override
    public Integer call() {
        try (Hub hub = hubFlags.open()) {
            Members members = hub.members();
            JsonObject known = members.get(old);
            if (Secrets.label(known, "cluster-endpoint-type").equals("ClusterProxy")) {
                throw new StartFault(
                        "%s: a ClusterProxy member, whose name is that of its agent at the proxy (mend: join it anew under %s)"
                                .formatted(old, wanted));
            }
            JsonObject renamed = Secrets.renamed(known, wanted);
            if (!Secrets.label(known, "cluster-credential-type").equals("Dynamic")) {
                MemberSecret.read(renamed);
            }
            if (members.find(wanted).isPresent()) {
                throw ServerFault.of(
                        "the hub", 409, "AlreadyExists", "secrets \"%s\" already exists".formatted(wanted));
            }
            JsonObject made = members.create(renamed, change.dryRun());
            try {
                members.delete(known, change.dryRun());
            } catch (ServerFault fault) {
                change.progress("[hub] both names are members now (mend: kubectl delete secret -n %s %s)"
                        .formatted(members.namespace(), old));
                throw fault;
            }
            change.print(made, "renamed from " + old);
        }
        return 0;
    }
}
