/**
 * {@code cluster-gateway doctor}: follows a request's way from the hub to a member and names the first place at which it
 * does not get through, with what mends it. {@link io.clustergateway.dist.doctor.DoctorCommand} is the way in; {@link
 * io.clustergateway.dist.report.Check} is what every check comes to. Nothing is changed anywhere.
 */
@NullMarked
package io.clustergateway.dist.doctor;

import org.jspecify.annotations.NullMarked;
