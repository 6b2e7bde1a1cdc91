package io.clustergateway.dist.cluster.member;

import io.clustergateway.dist.cluster.kubeconfig.KubeContext;
import io.clustergateway.kernel.StartFault;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * What the gateway, or the operator, shows to a member, as the data of its Secret.
 *
 * @param type label of the Secret
 */
public record MemberCredential(String type, Map<String, String> data) {
    private static final String SUGGESTION = "mend: --service-account, which makes one there";

    /** A token. */
    public static MemberCredential token(String token) {
        return new MemberCredential("ServiceAccountToken", Map.of("token", token));
    }

    /**
     * The kubeconfig's own, which the gateway can keep.
     *
     * @throws StartFault for users that are no lasting credential
     */
    public static MemberCredential lasting(KubeContext context) {
        if (context.user().containsKey("exec")) {
            throw fault(context, "an exec plugin, which gives no lasting credential (%s)".formatted(SUGGESTION));
        }
        return plain(context);
    }

    /** The operator's own for setting things up; runs the exec plugin of the kubeconfig where there is one. */
    public static MemberCredential operator(KubeContext context) {
        if (context.user().getValue("exec") instanceof JsonObject exec) {
            return of(ExecPlugin.run(exec, context));
        }
        return plain(context);
    }

    private static MemberCredential plain(KubeContext context) {
        Optional<String> certificate = context.userPem("client-certificate");
        if (certificate.isPresent()) {
            String key = context.userPem("client-key")
                    .orElseThrow(() -> fault(context, "client-certificate without client-key (expected: both)"));
            return of(Map.of("tls.crt", certificate.get(), "tls.key", key));
        }
        return context.token().map(MemberCredential::token).orElseThrow(() -> {
            String kind =
                    context.user().containsKey("auth-provider") ? "an auth-provider" : "neither certificate nor token";
            return fault(context, "%s (expected: a client certificate or a token)".formatted(kind));
        });
    }

    private static MemberCredential of(Map<String, String> data) {
        return new MemberCredential(data.containsKey("token") ? "ServiceAccountToken" : "X509Certificate", data);
    }

    private static StartFault fault(KubeContext context, String what) {
        return new StartFault("%s: user %s: %s".formatted(context.from(), context.userName(), what));
    }

    @Override
    public String toString() {
        return "MemberCredential[%s, masked]".formatted(type);
    }
}
