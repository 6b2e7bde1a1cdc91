package io.clustergateway.registry.secrets;

import io.clustergateway.kernel.contract.Credential;
import io.clustergateway.kernel.contract.Egress;
import io.clustergateway.kernel.contract.Endpoint;
import io.clustergateway.kernel.contract.Trust;
import java.util.Optional;

/** Where Dynamic members have their credentials from. Asked each time their Secret is read, and never waited for. */
public interface CredentialPlugins {
    /**
     * The credential as it is now.
     *
     * @throws MemberFault when there is none: not yet, or why not; whoever answers so has the Secret read again once that
     *     changes
     */
    Answer credential(Question question) throws MemberFault;

    /** The member is gone, or Dynamic no more. */
    void forget(String name);

    /**
     * What is asked.
     *
     * @param uid of the Secret
     * @param exec value of its key {@code exec}
     */
    record Question(
            String name,
            String uid,
            String exec,
            Endpoint endpoint,
            Egress egress,
            Trust trust,
            Optional<String> tlsServerName) {}

    /**
     * What is answered.
     *
     * @param warning what is doubtful about it, empty for nothing
     */
    record Answer(Credential credential, Optional<String> warning) {}
}
