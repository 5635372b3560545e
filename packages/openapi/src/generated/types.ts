// Made of openapi.yaml by `pnpm generate`.
export interface paths {
    "/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A token for a username and password
         * @description At most five calls a minute per IP address. A 401 means wrong credentials, the wrong environment or an inactive
         *     account. A 200 without a token asks for a second factor, which no page describes.
         */
        post: operations["logIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/token/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new pair of tokens for a refresh token
         * @description At most ten calls a minute per IP address. The answer carries a new pair: take the old refresh token for spent. A 401
         *     means that it has expired or was revoked.
         */
        post: operations["refreshToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/forgotpassword": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Asks for a mail to set a new password
         * @description Named in the documentation, without body and answer. The body is what the vendor's own front end sends.
         */
        post: operations["forgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/resetpassword": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sets a new password with what the mail said
         * @description Named in the documentation, without body and answer. The body is what the vendor's own front end sends.
         */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All categories
         * @description The page heads itself POST, the other pages and the samples say GET.
         */
        get: operations["listCategories"];
        put?: never;
        /**
         * All categories, by the method that the page names
         * @description Use GET.
         */
        post: operations["listCategoriesByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/categories/{categoryId}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                categoryId: components["parameters"]["categoryId"];
            };
            cookie?: never;
        };
        /**
         * What to ask the customer for, and what to print
         * @description The parsed `meta` of a category. The fields never name `productCode`, `channelId` and `merchantReference`, which every
         *     purchase has. The page heads itself POST, the samples say GET.
         */
        get: operations["getCategoryFields"];
        put?: never;
        /**
         * The fields of a category, by the method that the page names
         * @description Use GET.
         */
        post: operations["getCategoryFieldsByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/products/category/{categoryId}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                categoryId: components["parameters"]["categoryId"];
            };
            cookie?: never;
        };
        /**
         * All products of a category, by the method of the other lists
         * @deprecated
         * @description On no page, which is why it is deprecated here. The other lists of the catalogue have both methods. Use POST.
         */
        get: operations["listProductsOfCategoryByGet"];
        put?: never;
        /**
         * All products of a category
         * @description POST wherever it is named. The ids are numbers here.
         */
        post: operations["listProductsOfCategory"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/merchants/{merchantId}/products": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own; any other is a 403. */
                merchantId: string;
            };
            cookie?: never;
        };
        /**
         * The products that are activated for a merchant
         * @description The ids are strings here, and the list may change at any time.
         */
        get: operations["listProductsOfMerchant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sub-merchants/{subMerchantId}/products": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own; any other is a 403, also to the parent. */
                subMerchantId: string;
            };
            cookie?: never;
        };
        /**
         * The products that are activated for a sub-merchant
         * @description The ids are strings here, and the list may change at any time.
         */
        get: operations["listProductsOfSubMerchant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lookups/brands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All brands
         * @description The page heads itself POST, the samples say GET. A brand's code here is not the one within product codes (`VM` and
         *     `VOD` for Vodacom), nor is its id that of a product's brand.
         */
        get: operations["listBrands"];
        put?: never;
        /**
         * All brands, by the method that the page names
         * @description Use GET.
         */
        post: operations["listBrandsByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lookup/electricity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whose meter it is, and whether it is valid
         * @description Body and answer are on no page that could be read.
         */
        post: operations["lookUpElectricity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lookup/bill-payment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whose account it is, and the amount due
         * @description Body and answer are on no page that could be read.
         */
        post: operations["lookUpBill"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/lookup/money-transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who receives a money transfer
         * @description Body and answer are on no page that could be read, and no category sells money transfers.
         */
        post: operations["lookUpMoneyTransfer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/purchase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Buys one product
         * @description At most ten calls a minute per token. `merchantReference` is the key of idempotency: send the same again for the same
         *     intended purchase. An `Idempotency-Key` header is ignored. Only merchants and sub-merchants may buy.
         *
         *     Refusals come with status 200 and `successful: false` on the newer pages, with 400 on older ones: read both. After no
         *     answer, a 5xx or the code 1204, ask for the state before you send again.
         */
        post: operations["purchase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/transactions": {
        parameters: {
            query?: {
                /** @description What the login answer says. Also with the suffix `_USER`. */
                userType?: components["parameters"]["userType"];
                /** @description What the login answer says. Another account's is a 403. */
                userTypeId?: components["parameters"]["userTypeId"];
                /** @description One transaction. Newer pages ask so; where it goes, query or body, they do not say. */
                transactionId?: components["parameters"]["transactionId"];
                /** @description One transaction, by the reference of its purchase. Where it goes is not said either. */
                merchantReference?: components["parameters"]["merchantReference"];
                status?: components["parameters"]["status"];
                categoryName?: components["parameters"]["categoryName"];
                brandName?: components["parameters"]["brandName"];
                aggregatorName?: components["parameters"]["aggregatorName"];
                /** @description Searched for in the names of the product. */
                keyWord?: components["parameters"]["keyWord"];
                /** @description The answer is one bare array, and paging is ignored. */
                exportAll?: components["parameters"]["exportAll"];
                /** @description Counted from 0; an older example counts from 1. */
                page?: components["parameters"]["page"];
                /** @description At most 100 is advised. */
                size?: components["parameters"]["size"];
                sort?: components["parameters"]["sort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Transactions, by the method of the loop on the pagination page
         * @description Use POST.
         */
        get: operations["listTransactionsByGet"];
        put?: never;
        /**
         * Transactions, by page or by id
         * @description The parameters are in the query. `userType` and `userTypeId` are required where no id is given. There are no webhooks:
         *     ask for an unfinished purchase every 5 s in the first minute, every 30 s until five minutes have passed, then every
         *     five minutes.
         */
        post: operations["listTransactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the API works
         * @description The status of a degraded answer is on no page.
         */
        get: operations["getHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Credentials: {
            username: string;
            /** Format: password */
            password: string;
        };
        RefreshRequest: {
            refreshToken: string;
        };
        ForgottenPassword: {
            email: string;
        };
        NewPassword: {
            token: string;
            /** Format: password */
            newPassword: string;
            /** Format: password */
            newPasswordConfirm: string;
        };
        TokenAnswer: components["schemas"]["FlatToken"] | components["schemas"]["EnvelopedToken"] | components["schemas"]["SecondFactor"] | components["schemas"]["EnvelopedSecondFactor"];
        /** @description The form of authentication-setup, and with more fields that of the vendor's own front end. */
        FlatToken: {
            accessToken: string;
            refreshToken?: string;
            /** @description Seconds. */
            expiresIn?: number;
            /** @description Seconds. */
            accessTokenExpiresIn?: number;
            /** @description Seconds. */
            refreshTokenExpiresIn?: number;
        } & components["schemas"]["Profile"];
        /** @description The form of the authentication reference. */
        EnvelopedToken: {
            /** @constant */
            successful: true;
            data: {
                token: string;
                refreshToken?: string;
                /** @description Seconds. */
                expiresIn?: number;
                /** @description Seconds. */
                accessTokenExpiresIn?: number;
                /** @description Seconds. */
                refreshTokenExpiresIn?: number;
            } & components["schemas"]["Profile"];
        };
        /** @description Whose token it is. `userType` and `userTypeId` are asked for by `/transactions`. */
        Profile: {
            username?: string;
            userId?: number;
            /**
             * @example MERCHANT
             * @example SUB_MERCHANT
             */
            userType?: string;
            userTypeId?: string;
            roles?: string[];
            hasWallet?: boolean;
        };
        /** @description No token. A person has to enter a code, at an address that no page names. */
        SecondFactor: {
            tempToken: string;
        } | {
            /** @constant */
            requires2FA: true;
        } | {
            /** @constant */
            requires2FASetup: true;
        };
        EnvelopedSecondFactor: {
            successful?: boolean;
            data: components["schemas"]["SecondFactor"];
        };
        Category: {
            id: number;
            createdById?: number | null;
            lastModifiedById?: number | null;
            createdDate?: string | null;
            lastModifiedDate?: string | null;
            /**
             * @description 1 active, 0 inactive.
             * @enum {integer}
             */
            state: 0 | 1;
            name: string;
            imageUrl?: string | null;
            orderOfAppearance?: number | null;
            parentId?: number | null;
            /** @description JSON within JSON, the same as the fields of the category. */
            meta: string;
        };
        CategoryFields: {
            fields: components["schemas"]["CategoryField"][];
            /** @description Paths into the receipt, with dots and `[0]`. */
            receiptFields: string[];
        };
        CategoryField: {
            /**
             * @example amount
             * @example mobileNumber
             * @example meterNumber
             * @example accountNumber
             * @example paymentMethod
             */
            name: string;
            /**
             * @example number
             * @example string
             */
            type: string;
            required: boolean;
        };
        /**
         * @description Category, brand and number; or a legacy code of three letters, a hyphen and whatever follows. Discover them.
         * @example AIR-VOD-001
         * @example DAT-MTN-002
         * @example ELE-ESK-001
         * @example VCH-STM-001
         * @example BIL-DST-001
         */
        ProductCode: string;
        /** @description The page calls `code`, `brandId`, `brandName`, `minAmount` and `maxAmount` reliable. */
        ProductOfAccount: {
            id?: string;
            name?: string;
            code: components["schemas"]["ProductCode"];
            brandId: string;
            brandName: string;
            /** @description Rand. */
            minAmount: number;
            /** @description Rand. */
            maxAmount: number;
            /** @description The amount is `minAmount`. */
            fixedAmount?: boolean;
            pinLess?: boolean;
        };
        ProductOfCategory: {
            id: number;
            name: string;
            shortName?: string;
            code: components["schemas"]["ProductCode"];
            /** @description Rand. */
            minAmount: number;
            /** @description Rand. */
            maxAmount: number;
            imageUrl?: string | null;
            /**
             * @description 1 active, 0 inactive.
             * @enum {integer}
             */
            status: 0 | 1;
            categoryId: number;
            categoryName: string;
            brandId: number;
            brandName: string;
            /** @description The amount is `minAmount`. */
            fixedAmount: boolean;
            pinLess: boolean;
        };
        Brand: {
            id: number;
            createdById?: number | null;
            lastModifiedById?: number | null;
            createdDate?: string | null;
            lastModifiedDate?: string | null;
            /**
             * @description 1 active, 0 inactive.
             * @enum {integer}
             */
            state: 0 | 1;
            /**
             * @example VM
             * @example TLK
             * @example MTN
             */
            code: string;
            description: string;
            /** @example BRAND */
            type: string;
            parentId?: number | null;
        };
        LookupAnswer: {
            responseCode?: components["schemas"]["ResponseCode"];
            responseMessage?: string;
            /** @constant */
            successful?: true;
            data: Record<string, never>;
        };
        PurchaseRequest: {
            productCode: components["schemas"]["ProductCode"];
            /** @description Rand, with decimals, within the bounds of the product. */
            amount: number;
            /**
             * @description Airtime, data, SMS and minutes need it. Local forms are refused.
             * @example +27821230045
             */
            mobileNumber?: string;
            /**
             * @description Electricity needs it. Mind the leading zeros.
             * @example 000001020001
             */
            meterNumber?: string;
            /**
             * @description Bills need it. Only the testing page names it.
             * @example 81715524
             */
            accountNumber?: string;
            /**
             * @description Only `cash` is shown.
             * @example cash
             */
            paymentMethod: string;
            /**
             * @description Yours, from the portal. The testing page leaves it out.
             * @example Q7RT2M
             */
            channelId: string;
            /**
             * @description One for each intended purchase, the same at each try. Older pages leave it out.
             * @example till-7-000184
             */
            merchantReference: string;
            /** @description What a product needs besides, or you for your books. Nothing sensitive, no card data, no empty fields. */
            additionalInfo?: {
                [key: string]: unknown;
            };
        };
        PurchaseAnswer: components["schemas"]["PurchaseDone"] | components["schemas"]["EnvelopedPurchase"] | components["schemas"]["PurchaseUnderWay"] | components["schemas"]["Refusal"];
        /** @description A final success. */
        PurchaseDone: {
            transactionId: string;
            /** @constant */
            responseCode: "0";
            responseMessage?: string;
            responseDateTime?: components["schemas"]["DateTime"];
            /** @constant */
            successful: true;
            receipt?: components["schemas"]["Receipt"];
        };
        /** @description The form of October 2025. */
        EnvelopedPurchase: {
            /** @constant */
            success: true;
            data: {
                transactionId: string;
                status: components["schemas"]["TransactionState"];
                responseCode?: number | string;
                receipt?: components["schemas"]["Receipt"];
            };
        };
        /** @description Not final yet. The pages say that this exists, and do not show it. */
        PurchaseUnderWay: {
            transactionId: string;
            /** @enum {string} */
            status: "PENDING" | "PROCESSING";
            responseMessage?: string;
            responseDateTime?: components["schemas"]["DateTime"];
            successful?: boolean;
        };
        /**
         * @description South African time without a zone, nine decimals; or `Z` and three.
         * @example 2026-05-04T09:14:07.402118503
         */
        DateTime: string;
        /**
         * @description Which fields there are depends on the product: print the category's `receiptFields`. `amount` is rand in minimal and
         *     voucher receipts, and cents in all others: never compute with it.
         */
        Receipt: {
            amount?: number;
            reference?: string;
            /** @example PINLESS */
            rechargeType?: string;
            callCentre?: string;
            rechargeVendor?: string;
            rechargeDetails?: {
                rechargeType?: string;
                callCentre?: string;
                rechargeVendor?: string;
            };
            /**
             * @example FLASH
             * @example BLUE_LABEL
             */
            aggregator?: string;
            pin?: string;
            serialNumber?: string;
            /** @example 2027-01-31 */
            expiryDate?: string;
            voucher?: Record<string, never>;
            details?: Record<string, never>[];
            /** @example kWh */
            unitType?: string;
            units?: number | string;
            transactionNumber?: number;
            receiptNumber?: string;
            taxAmount?: number;
            exclusiveAmount?: number;
            name?: string;
            address?: string;
            utility?: string | Record<string, never>;
            meterNumber?: string;
            /** @description Twenty digits. */
            token?: string;
            tokenDescription?: string;
            tokens?: {
                token: string;
                tokenDescription?: string;
                quantity?: number | string;
                unit?: string;
                free?: boolean;
            }[];
            fixedCosts?: {
                description?: string;
            }[];
            /** @description Cents. */
            amountDue?: number;
            accountHolder?: string;
            accountNumber?: string;
            /** @example CASH */
            tenderType?: string;
            serviceProviderFspNumber?: string;
            serviceProviderName?: string;
            vendorName?: string;
            notes?: string;
        };
        /** @enum {string} */
        TransactionState: "PENDING" | "PROCESSING" | "COMPLETED" | "FAILED";
        /**
         * @description 0 completed, 1 pending, 2 processing, 3 failed.
         * @enum {integer}
         */
        TransactionStatusCode: 0 | 1 | 2 | 3;
        TransactionStatus: {
            code: components["schemas"]["TransactionStatusCode"];
            /** @example Successful */
            label?: string;
            /** @example Item has been processed successfully */
            description?: string;
            /** @enum {string} */
            badgeColor?: "green" | "gray" | "blue" | "red";
        };
        Transaction: {
            id?: string;
            status: components["schemas"]["TransactionStatus"];
            productName?: string;
            productShortName?: string;
            quantity?: number;
            /** @description Rand. */
            price?: number;
            /** @description Rand. */
            totalAmount?: number;
            transactionId: string;
            responseDate?: string;
            productImage?: string | null;
            brandName?: string;
            categoryName?: string;
            channelName?: string;
            merchantName?: string;
        };
        TransactionPage: {
            content: components["schemas"]["Transaction"][];
            page: number;
            size: number;
            totalElements: number;
            totalPages: number;
        };
        Health: {
            status: components["schemas"]["ServiceState"];
            timestamp?: string;
            version?: string;
            services?: {
                [key: string]: components["schemas"]["ServiceState"];
            };
            uptime_seconds?: number;
        };
        /** @enum {string} */
        ServiceState: "healthy" | "degraded";
        Error: components["schemas"]["Refusal"] | components["schemas"]["NestedError"] | components["schemas"]["PlainError"];
        /**
         * @description With status 200 a business refusal, otherwise an error. `responseMessage` may hold a balance: log it, do not show it to
         *     customers. One page shows the code as a number.
         */
        Refusal: {
            responseCode: components["schemas"]["RefusalCode"];
            responseMessage: string;
            /** @constant */
            successful?: false;
            /** @description Where a purchase had begun and has failed. */
            transactionId?: string;
            status?: string;
            responseDateTime?: components["schemas"]["DateTime"];
        };
        NestedError: {
            /** @constant */
            success: false;
            error: {
                code: number | string;
                message: string;
            };
        };
        PlainError: {
            /**
             * @example Too Many Requests
             * @example Not Found
             */
            error: string;
            /** @example Rate limit exceeded for /purchase */
            message: string;
        };
        /** @description All codes that the documentation knows (error-handling/error-code-reference, undated, and the pages named). */
        ResponseCode: "0" | components["schemas"]["RefusalCode"];
        RefusalCode: string & ("999" | "1000" | "1001" | "1002" | "1003" | "1004" | "1005" | "1006" | "1007" | "1008" | "1009" | "1010" | "1100" | "1101" | "1102" | "1103" | "1104" | "1105" | "1106" | "1107" | "1200" | "1201" | "1202" | "1203" | "1204" | "1205" | "1206" | "1300");
    };
    responses: {
        /** @description A token, in one of three forms; or the demand for a second factor. */
        Token: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TokenAnswer"];
            };
        };
        /** @description Done. The answer is on no page. */
        Done: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": Record<string, never>;
            };
        };
        /** @description All categories. */
        Categories: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Category"][];
            };
        };
        /** @description The fields of the category. */
        CategoryFields: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["CategoryFields"];
            };
        };
        /** @description The products, in the long form. */
        ProductsOfCategory: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ProductOfCategory"][];
            };
        };
        /** @description The products, in the short form. */
        ProductsOfAccount: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ProductOfAccount"][];
            };
        };
        /** @description All brands. */
        Brands: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Brand"][];
            };
        };
        /** @description What was found, or a refusal. */
        Lookup: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["LookupAnswer"] | components["schemas"]["Refusal"];
            };
        };
        /** @description Bought, not final yet, or refused. */
        Purchase: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PurchaseAnswer"];
            };
        };
        /** @description One page, or everything with `exportAll`. */
        Transactions: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["TransactionPage"] | components["schemas"]["Transaction"][];
            };
        };
        /** @description What works. */
        Health: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Health"];
            };
        };
        /** @description The caller's mistake. Trying again does not help. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /**
         * @description The token is missing, has expired or was revoked; or, by the sample, a lack of permission that no token cures. At the
         *     token endpoints, wrong credentials or a dead refresh token.
         */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The account is not active or not approved, has another role, or asked for another account's data. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description A wrong path or id. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The reference was used with other content. Code 1006. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The limit is used up. There is no `Retry-After`; the bucket refills by the minute. */
        TooManyRequests: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["PlainError"];
            };
        };
        /** @description Try again later, 1, 2, 4, 8 … 60 s apart. A proxy in between may answer HTML. */
        ServerError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
                "text/html": string;
            };
        };
    };
    parameters: {
        categoryId: number;
        /** @description What the login answer says. Also with the suffix `_USER`. */
        userType: string;
        /** @description What the login answer says. Another account's is a 403. */
        userTypeId: string;
        /** @description One transaction. Newer pages ask so; where it goes, query or body, they do not say. */
        transactionId: string;
        /** @description One transaction, by the reference of its purchase. Where it goes is not said either. */
        merchantReference: string;
        status: components["schemas"]["TransactionStatusCode"];
        categoryName: string;
        brandName: string;
        aggregatorName: string;
        /** @description Searched for in the names of the product. */
        keyWord: string;
        /** @description The answer is one bare array, and paging is ignored. */
        exportAll: boolean;
        /** @description Counted from 0; an older example counts from 1. */
        page: number;
        /** @description At most 100 is advised. */
        size: number;
        sort: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    logIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            200: components["responses"]["Token"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    refreshToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            200: components["responses"]["Token"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    forgotPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgottenPassword"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["BadRequest"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            200: components["responses"]["Done"];
            400: components["responses"]["BadRequest"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Categories"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listCategoriesByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Categories"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    getCategoryFields: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                categoryId: components["parameters"]["categoryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CategoryFields"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    getCategoryFieldsByPost: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                categoryId: components["parameters"]["categoryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["CategoryFields"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listProductsOfCategoryByGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                categoryId: components["parameters"]["categoryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ProductsOfCategory"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listProductsOfCategory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                categoryId: components["parameters"]["categoryId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ProductsOfCategory"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listProductsOfMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own; any other is a 403. */
                merchantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ProductsOfAccount"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listProductsOfSubMerchant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Your own; any other is a 403, also to the parent. */
                subMerchantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["ProductsOfAccount"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listBrands: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Brands"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listBrandsByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Brands"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    lookUpElectricity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            200: components["responses"]["Lookup"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    lookUpBill: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            200: components["responses"]["Lookup"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    lookUpMoneyTransfer: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            200: components["responses"]["Lookup"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    purchase: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurchaseRequest"];
            };
        };
        responses: {
            200: components["responses"]["Purchase"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listTransactionsByGet: {
        parameters: {
            query?: {
                /** @description What the login answer says. Also with the suffix `_USER`. */
                userType?: components["parameters"]["userType"];
                /** @description What the login answer says. Another account's is a 403. */
                userTypeId?: components["parameters"]["userTypeId"];
                /** @description One transaction. Newer pages ask so; where it goes, query or body, they do not say. */
                transactionId?: components["parameters"]["transactionId"];
                /** @description One transaction, by the reference of its purchase. Where it goes is not said either. */
                merchantReference?: components["parameters"]["merchantReference"];
                status?: components["parameters"]["status"];
                categoryName?: components["parameters"]["categoryName"];
                brandName?: components["parameters"]["brandName"];
                aggregatorName?: components["parameters"]["aggregatorName"];
                /** @description Searched for in the names of the product. */
                keyWord?: components["parameters"]["keyWord"];
                /** @description The answer is one bare array, and paging is ignored. */
                exportAll?: components["parameters"]["exportAll"];
                /** @description Counted from 0; an older example counts from 1. */
                page?: components["parameters"]["page"];
                /** @description At most 100 is advised. */
                size?: components["parameters"]["size"];
                sort?: components["parameters"]["sort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Transactions"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    listTransactions: {
        parameters: {
            query?: {
                /** @description What the login answer says. Also with the suffix `_USER`. */
                userType?: components["parameters"]["userType"];
                /** @description What the login answer says. Another account's is a 403. */
                userTypeId?: components["parameters"]["userTypeId"];
                /** @description One transaction. Newer pages ask so; where it goes, query or body, they do not say. */
                transactionId?: components["parameters"]["transactionId"];
                /** @description One transaction, by the reference of its purchase. Where it goes is not said either. */
                merchantReference?: components["parameters"]["merchantReference"];
                status?: components["parameters"]["status"];
                categoryName?: components["parameters"]["categoryName"];
                brandName?: components["parameters"]["brandName"];
                aggregatorName?: components["parameters"]["aggregatorName"];
                /** @description Searched for in the names of the product. */
                keyWord?: components["parameters"]["keyWord"];
                /** @description The answer is one bare array, and paging is ignored. */
                exportAll?: components["parameters"]["exportAll"];
                /** @description Counted from 0; an older example counts from 1. */
                page?: components["parameters"]["page"];
                /** @description At most 100 is advised. */
                size?: components["parameters"]["size"];
                sort?: components["parameters"]["sort"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Transactions"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["ServerError"];
            503: components["responses"]["ServerError"];
        };
    };
    getHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: components["responses"]["Health"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["ServerError"];
        };
    };
}
