package io.mergesuite.systemtests.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The sample of a seed and a size: customers of four countries, with duplicates of every kind and look-alikes that are none, and
 * their records. The same seed and size make the same bytes, on every machine and in every run.
 *
 * <p>Nothing of it is kept: each part is made when it is asked for, in the memory of one block of {@value Block#SIZE} customers.
 *
 * @param seed from 0
 * @param customers all of them together, companies and duplicates included; 1 to {@value #MOST_CUSTOMERS}
 */
public record Sample(long seed, int customers) {

    /** Beyond it phone numbers of a country would come twice. */
    public static final int MOST_CUSTOMERS = 50_000_000;

    /** @throws IllegalArgumentException for a negative seed or an impossible size, with a text for people */
    public Sample {
        if (seed < 0) {
            throw new IllegalArgumentException("--seed is a whole number from 0");
        }
        if (customers < 1 || customers > MOST_CUSTOMERS) {
            throw new IllegalArgumentException("--customers can be 1 to " + MOST_CUSTOMERS);
        }
    }

    /** How many blocks it has. */
    int blocks() {
        return (customers + Block.SIZE - 1) / Block.SIZE;
    }

    /** The customers of a block, of at most {@value Block#SIZE}. */
    List<MadeUpCustomer> block(int number) {
        return Block.make(seed, number, Math.min(Block.SIZE, customers - number * Block.SIZE));
    }

    /**
     * Writes all customers as NDJSON, a line for an import each.
     *
     * @param progress gets the number of customers of each block that is written
     */
    public void writeCustomers(OutputStream out, IntConsumer progress) throws IOException {
        JsonLine line = new JsonLine();
        for (int number = 0; number < blocks(); number++) {
            List<MadeUpCustomer> block = block(number);
            write(Kind.CUSTOMERS, block, line, out);
            progress.accept(block.size());
        }
    }

    /** Writes the records of a kind that belong to a block. @return how many lines */
    int write(Kind kind, List<MadeUpCustomer> block, JsonLine line, OutputStream out) throws IOException {
        Records records = new Records(seed, kind, line);
        for (MadeUpCustomer customer : block) {
            records.write(customer, out);
        }
        return records.written();
    }

    /** Which records are the same person or company: the truth of a block, as CSV. */
    static void writeTruth(List<MadeUpCustomer> block, OutputStream out) throws IOException {
        StringBuilder rows = new StringBuilder();
        block.forEach(customer -> rows.append(customer.externalRef)
                .append(',')
                .append(customer.person)
                .append(',')
                .append(customer.why)
                .append('\n'));
        out.write(rows.toString().getBytes(StandardCharsets.UTF_8));
    }
}
