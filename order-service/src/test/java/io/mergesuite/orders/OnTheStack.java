package io.mergesuite.orders;

import io.mergesuite.localstack.StackTestResource;
import io.mergesuite.localstack.document.DocumentedAnswers;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test on a real PostgreSQL, with the address of customer-service set; one of each for all test classes. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@WithTestResource(
        value = StackTestResource.class,
        scope = TestResourceScope.GLOBAL,
        initArgs = @ResourceArg(name = "kafka", value = "false"))
@WithTestResource(value = CustomerServiceAddress.class, scope = TestResourceScope.GLOBAL)
@WithTestResource(value = DocumentedAnswers.class, scope = TestResourceScope.GLOBAL)
public @interface OnTheStack {}
