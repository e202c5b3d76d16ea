package io.mergesuite.api;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;

/** Makes of a failed call what its caller can act on. */
@CallTo("")
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_AFTER)
class CallInterceptor {

    @AroundInvoke
    Object call(InvocationContext call) throws Exception {
        try {
            return call.proceed();
        } catch (ProcessingException | WebApplicationException e) {
            throw new CalleeUnavailable(callee(call), e);
        }
    }

    private static String callee(InvocationContext call) {
        CallTo binding = call.getInterceptorBinding(CallTo.class);
        return binding == null ? "another service" : binding.value();
    }
}
