package io.clustergateway.status;

import io.clustergateway.kernel.contract.Cluster;
import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Health;
import io.clustergateway.kernel.contract.Trust;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Members for the tests. */
record Members(String alias, Endpoint endpoint, Credential credential, Health health, Optional<String> offline) {
    static final String SECRET = "s3cret-t0ken";
    static final Health HEALTHY = new Health(Health.State.HEALTHY, "");

    static Members usual() {
        return new Members(
                "", new Endpoint("10.0.0.1", 6443, ""), new Credential.BearerToken(SECRET), HEALTHY, Optional.empty());
    }

    static Cluster healthy(String name) {
        return usual().named(name);
    }

    Members with(Health other) {
        return new Members(alias, endpoint, credential, other, offline);
    }

    Members with(Credential other) {
        return new Members(alias, endpoint, other, health, offline);
    }

    Members with(String otherAlias, Endpoint other) {
        return new Members(otherAlias, other, credential, health, offline);
    }

    Members offline(String reason) {
        return new Members(alias, endpoint, credential, health, Optional.of(reason));
    }

    Cluster named(String name) {
        return new Cluster(
                name,
                "uid-" + name,
                "1",
                Instant.EPOCH,
                Map.of("secret-label", SECRET),
                alias,
                "",
                endpoint,
                new Trust.CaBundle(SECRET),
                credential,
                Optional.empty(),
                health,
                offline,
                Optional.empty(),
                "key-" + name);
    }
}
