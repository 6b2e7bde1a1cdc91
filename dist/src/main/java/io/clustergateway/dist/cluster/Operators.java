package io.clustergateway.dist.cluster;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.dist.cluster.member.MemberApi;
import io.clustergateway.dist.cluster.member.MemberCredential;
import io.clustergateway.dist.cluster.member.MemberSecret;
import java.util.Map;
import java.util.Optional;

/** A member by its operator's own kubeconfig. */
final class Operators {
    private Operators() {}

    static MemberApi api(Hub hub, String name, KubeContext context) {
        MemberDraft draft = draft(name, context);
        return new MemberApi(
                hub.vertx(),
                MemberSecret.read(draft.tried(hub.namespace(), MemberCredential.operator(context))),
                hub.limit());
    }

    /* Whoever names a kubeconfig on his own machine trusts it as kubectl does. */
    private static MemberDraft draft(String name, KubeContext context) {
        return new MemberDraft(
                name, context, Optional.empty(), false, true, Map.of(), Optional.empty(), Optional.empty());
    }
}
