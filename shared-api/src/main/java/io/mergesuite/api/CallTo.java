package io.mergesuite.api;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a REST client interface that calls another service of the suite (SEC-01):
 *
 * <pre>{@code
 * @CallTo("customer-service")
 * @RegisterRestClient(configKey = "customer-service")
 * @Path("/internal/customers")
 * interface Customers {
 *     @POST
 *     @Path("lookup")
 *     Lookup lookup(@HeaderParam(CallTo.SHOP) ShopId shop, @HeaderParam(CallTo.ACTOR) String actor, LookupRequest request);
 * }
 * }</pre>
 *
 * <p>Each call carries this service's own token (permission {@code internal}) and the request's id; connects within 1 s
 * and answers within 5 s. What does not answer or answers 5xx becomes {@link CalleeUnavailable}, 4xx {@link CalleeRefused}.
 */
@InterceptorBinding
@Inherited
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface CallTo {

    /** The header with the shop in which the callee works; the callee sees no other. */
    String SHOP = "X-Suite-Shop";

    /** The header with the person or key for whom the caller works. */
    String ACTOR = "X-Suite-Actor";

    /** The name of the service that is called. */
    @Nonbinding
    String value();
}
