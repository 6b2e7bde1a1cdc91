/**
 * Certificates made at run time: a throw-away authority and what it signs, flawed ones included.
 * Entry point: {@link io.clustergateway.testkit.certificates.CertificateAuthority}. Keys are EC P-256, so that
 * making a dozen costs milliseconds.
 */
@NullMarked
package io.clustergateway.testkit.certificates;

import org.jspecify.annotations.NullMarked;
