package io.mergesuite.systemtests.sample;

import io.mergesuite.systemtests.sample.Country.Name;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * A thousand customers of the sample. Who is whose duplicate is settled within a block, and each block is made from the seed and its
 * own number: any size needs the memory of one block. The first records drawn are one case of each kind, so that a small sample has all.
 */
final class Block {

    static final int SIZE = 1_000;

    private static final int FIRST_DAY = (int) LocalDate.of(2022, 1, 10).toEpochDay();
    private static final int DAYS = 1_600;
    private static final int COMPANIES_AT_MOST = 100;

    private final long seed;
    private final int number;
    private final Dice dice;
    private final List<MadeUpCustomer> customers;
    private final int size;
    private int companies;

    private Block(long seed, int number, int size) {
        this.seed = seed;
        this.number = number;
        this.size = size;
        this.dice = new Dice(seed, number);
        this.customers = new ArrayList<>(size);
    }

    /** @param size at most {@value #SIZE} */
    static List<MadeUpCustomer> make(long seed, int number, int size) {
        return new Block(seed, number, size).make();
    }

    private List<MadeUpCustomer> make() {
        for (SameOrNot why : SameOrNot.values()) {
            addIfItFits(why);
        }
        while (customers.size() < size) {
            addIfItFits(drawn());
        }
        shuffle();
        for (int i = 0; i < customers.size(); i++) {
            MadeUpCustomer customer = customers.get(i);
            customer.at = (long) number * SIZE + i;
            customer.externalRef = "S" + Long.toString(seed, 36) + "-" + (customer.at + 1);
        }
        return customers;
    }

    private SameOrNot drawn() {
        int drawn = dice.below(1000);
        if (drawn < 22) {
            return SameOrNot.SAME_EMAIL;
        } else if (drawn < 44) {
            return SameOrNot.SAME_PHONE;
        } else if (drawn < 50) {
            return SameOrNot.FULL_WIDTH_PHONE;
        } else if (drawn < 58) {
            return SameOrNot.EIGHT_FOR_SEVEN;
        } else if (drawn < 64) {
            return SameOrNot.SAME_NAME_AND_KANA;
        } else if (drawn < 68) {
            return SameOrNot.SAME_TAX_ID;
        } else if (drawn < 76) {
            return SameOrNot.CHAIN;
        } else if (drawn < 78) {
            return SameOrNot.GROUP_OF_5;
        } else if (drawn < 88) {
            return SameOrNot.CONTACT_PERSON;
        } else if (drawn < 103) {
            return SameOrNot.FAMILY;
        } else if (drawn < 106) {
            return SameOrNot.NAMESAKE;
        }
        return SameOrNot.ALONE;
    }

    private void addIfItFits(SameOrNot why) {
        if (customers.size() + why.records() > size) {
            return;
        }
        switch (why) {
            case ALONE -> addAlone();
            case SAME_EMAIL -> addSameEmail();
            case SAME_PHONE, FULL_WIDTH_PHONE, EIGHT_FOR_SEVEN -> addSamePhone(why);
            case SAME_NAME_AND_KANA -> addSameNameAndKana();
            case SAME_TAX_ID -> addSameTaxId();
            case CHAIN -> addChain();
            case GROUP_OF_5, GROUP_OF_20 -> addGroup(why);
            case CONTACT_PERSON -> addContactPerson();
            case FAMILY -> addFamily();
            case NAMESAKE -> addNamesakes();
            case HUB -> addHub();
        }
    }

    private void addAlone() {
        if (dice.percent(4) && companies < COMPANIES_AT_MOST) {
            company(newPerson(), SameOrNot.ALONE, Country.any(dice));
            return;
        }
        MadeUpCustomer customer = person(newPerson(), SameOrNot.ALONE, Country.any(dice));
        addEmail(customer, 0);
        if (dice.percent(85)) {
            customer.phones.add(customer.country.typed(phone(customer.country, slot(customer, 0))));
        }
    }

    private void addSameEmail() {
        MadeUpCustomer first = person(newPerson(), SameOrNot.SAME_EMAIL, Country.any(dice));
        addEmail(first, 0);
        first.phones.add(first.country.typed(phone(first.country, slot(first, 0))));
        MadeUpCustomer second = again(first);
        second.emails.add(otherCase(first.emails.get(0)));
        if (dice.percent(50)) {
            second.phones.add(second.country.typed(phone(second.country, slot(first, 1))));
        }
    }

    private void addSamePhone(SameOrNot why) {
        Country country = why == SameOrNot.EIGHT_FOR_SEVEN ? Country.RU : Country.any(dice);
        MadeUpCustomer first = person(newPerson(), why, country);
        String phone = phone(country, slot(first, 0));
        first.phones.add(country.typed(phone));
        addEmail(first, 0);
        MadeUpCustomer second = again(first);
        second.phones.add(
                switch (why) {
                    case EIGHT_FOR_SEVEN -> Country.typedWithEight(phone);
                    case FULL_WIDTH_PHONE -> country.typedWide(phone);
                    default -> country.typedOtherwise(phone, dice);
                });
        if (dice.percent(50)) {
            addEmail(second, 0);
        }
    }

    private void addSameNameAndKana() {
        MadeUpCustomer first = person(newPerson(), SameOrNot.SAME_NAME_AND_KANA, Country.JP);
        first.birthday = birthday();
        addEmail(first, 0);
        MadeUpCustomer second = again(first);
        second.name = first.name.typedInHiragana();
        second.birthday = first.birthday;
        second.place = first.place;
        second.phones.add(Country.JP.typed(phone(Country.JP, slot(second, 0))));
    }

    private void addSameTaxId() {
        MadeUpCustomer first = company(newPerson(), SameOrNot.SAME_TAX_ID, Country.any(dice));
        MadeUpCustomer second = again(first);
        second.name = null;
        second.companyName = first.country.companyOtherwise(first.companyName);
        second.taxId = first.taxId.substring(0, 4) + " " + first.taxId.substring(4);
        second.emails.add("office." + tag(slot(second, 0)) + "@example.com");
    }

    private void addChain() {
        MadeUpCustomer first = person(newPerson(), SameOrNot.CHAIN, Country.any(dice));
        addEmail(first, 0);
        MadeUpCustomer second = again(first);
        second.emails.add(otherCase(first.emails.get(0)));
        String phone = phone(first.country, slot(second, 0));
        second.phones.add(first.country.typed(phone));
        MadeUpCustomer third = again(first);
        third.phones.add(first.country.typedOtherwise(phone, dice));
        addEmail(third, 0);
    }

    /** Five records share a phone, and the first of each five has an e-mail address of the five before. */
    private void addGroup(SameOrNot why) {
        MadeUpCustomer first = person(newPerson(), why, Country.any(dice));
        addEmail(first, 0);
        String email = first.emails.get(0);
        String phone = phone(first.country, slot(first, 0));
        first.phones.add(first.country.typed(phone));
        for (int i = 1; i < why.records(); i++) {
            MadeUpCustomer next = again(first);
            if (i % 5 == 0) {
                next.emails.add(otherCase(email));
                addEmail(next, 0);
                email = next.emails.get(1);
                phone = phone(first.country, slot(next, 0));
            }
            next.phones.add(i % 2 == 0 ? next.country.typed(phone) : next.country.typedOtherwise(phone, dice));
        }
    }

    private void addContactPerson() {
        MadeUpCustomer company = company(newPerson(), SameOrNot.CONTACT_PERSON, Country.any(dice));
        MadeUpCustomer first = person(newPerson(), SameOrNot.CONTACT_PERSON, company.country);
        addEmail(first, 0);
        first.company = company;
        first.place = company.place;
        MadeUpCustomer second = again(first);
        second.emails.add(otherCase(first.emails.get(0)));
        second.phones.add(second.country.typed(phone(second.country, slot(second, 0))));
        second.company = company;
    }

    private void addFamily() {
        MadeUpCustomer first = person(newPerson(), SameOrNot.FAMILY, Country.any(dice));
        String phone = phone(first.country, slot(first, 0));
        first.phones.add(first.country.typed(phone));
        addEmail(first, 0);
        first.birthday = birthday();
        for (int i = 1; i < SameOrNot.FAMILY.records(); i++) {
            MadeUpCustomer next = person(newPerson(), SameOrNot.FAMILY, first.country);
            // All three have different given names.
            do {
                next.name = first.country.relative(first.name, dice);
            } while (customers.get(customers.size() - 2).name.given().equals(next.name.given()));
            next.place = first.place;
            next.birthday = birthday();
            next.phones.add(first.country.typed(phone));
            addEmail(next, 0);
        }
    }

    private void addNamesakes() {
        MadeUpCustomer first = person(newPerson(), SameOrNot.NAMESAKE, Country.any(dice));
        first.birthday = birthday();
        addEmail(first, 0);
        MadeUpCustomer second = person(newPerson(), SameOrNot.NAMESAKE, first.country);
        second.name = first.name;
        second.birthday = first.birthday;
        while (second.place.city().equals(first.place.city())) {
            second.place = second.country.place(dice);
        }
        addEmail(second, 0);
    }

    private void addHub() {
        String shared = "counter." + tag(2L * ((long) number * SIZE + customers.size())) + "@example.com";
        for (int i = 0; i < SameOrNot.HUB.records(); i++) {
            MadeUpCustomer customer = person(newPerson(), SameOrNot.HUB, Country.any(dice));
            customer.emails.add(shared);
            customer.phones.add(customer.country.typed(phone(customer.country, slot(customer, 0))));
        }
    }

    private long newPerson() {
        return (long) number * SIZE + customers.size() + 1;
    }

    private MadeUpCustomer person(long person, SameOrNot why, Country country) {
        MadeUpCustomer customer = new MadeUpCustomer(person, why, country);
        customer.at = (long) number * SIZE + customers.size();
        customer.name = country.name(dice);
        customer.place = country.place(dice);
        customer.birthday = dice.percent(60) ? birthday() : null;
        customer.registeredOn = FIRST_DAY + dice.below(DAYS);
        customers.add(customer);
        return customer;
    }

    /** The same customer once more: registered at another time, and half of them moved house since. */
    private MadeUpCustomer again(MadeUpCustomer first) {
        MadeUpCustomer second = person(first.person, first.why, first.country);
        second.name = first.name;
        second.birthday = dice.percent(50) ? first.birthday : null;
        if (dice.percent(50)) {
            second.place = first.place;
        }
        return second;
    }

    private MadeUpCustomer company(long person, SameOrNot why, Country country) {
        MadeUpCustomer company = person(person, why, country);
        company.name = null;
        company.birthday = null;
        company.companyName = country.company(dice);
        company.taxId = country.taxId((long) number * COMPANIES_AT_MOST + companies, seed);
        company.emails.add("info." + tag(slot(company, 0)) + "@example.com");
        companies++;
        return company;
    }

    /** Each record has two phone numbers and two addresses of its own, which nobody else gets. */
    private static long slot(MadeUpCustomer customer, int which) {
        return 2 * customer.at + which;
    }

    private String phone(Country country, long slot) {
        return country.phone(slot, seed);
    }

    private void addEmail(MadeUpCustomer customer, int which) {
        Name name = customer.name;
        customer.emails.add(Country.email(name, slot(customer, which), seed, dice));
    }

    private String tag(long slot) {
        return Country.tag(slot, seed);
    }

    private static String otherCase(String email) {
        int at = email.indexOf('@');
        return email.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + email.substring(1, at)
                + "@E" + email.substring(at + 2);
    }

    private String birthday() {
        return LocalDate.of(1940, 1, 1).plusDays(dice.below(66 * 365)).toString();
    }

    private void shuffle() {
        for (int i = customers.size() - 1; i > 0; i--) {
            int other = dice.below(i + 1);
            MadeUpCustomer moved = customers.get(i);
            customers.set(i, customers.get(other));
            customers.set(other, moved);
        }
    }
}
